"""Gateways: how texts come in and go out. Each speaks one provider's language and knows nothing of conversations."""

"""The verbs of the textline, for whoever may use them: gateways hand texts in, workers send, people answer."""

"""The only place that knows concrete parts: `build(settings)` joins them into a `Platform`."""

from safelight.assembly.platform import Platform, build, create_home

__all__ = ["Platform", "build", "create_home"]

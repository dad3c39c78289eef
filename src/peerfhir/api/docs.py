"""The documentation pages."""

from starlette.routing import Route

ROUTES: tuple[Route, ...] = ()

"""`request.actor` on every request, built only when somebody asks."""

from django.http import HttpRequest, HttpResponse

from accounts.actors import lazy_actor


class ActorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = lazy_actor(request)
        return self.get_response(request)

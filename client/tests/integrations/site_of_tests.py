"""A Django site in one file."""

import django
from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

from . import serving

if not settings.configured:
    settings.configure(
        ROOT_URLCONF=__name__,
        MIDDLEWARE=["pyrometer.django.ProfilerMiddleware", "django.middleware.common.CommonMiddleware"],
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="of tests",
        DATABASES={},
        LOGGING_CONFIG=None,
    )
    django.setup()

_of_loop, _of_thread, measured = serving.works()


def plain(request):
    return HttpResponse("plain", content_type="text/plain")


def fail(request):
    raise ValueError("of the view")


def stream(request):
    async def parts():
        yield "one "
        yield "two"

    is_async = hasattr(request, "scope")
    return StreamingHttpResponse(parts() if is_async else iter(["one ", "two"]), content_type="text/plain")


class Closes:
    """What a response is made of, and says that it was closed."""

    def __iter__(self):
        return iter([b"parts"])

    def close(self):
        closed.append("yes")


closed = []


def closes(request):
    return StreamingHttpResponse(Closes())


def of_thread(request, number):
    _of_thread(number)
    return HttpResponse("done")


async def of_loop(request, number):
    await _of_loop(number)
    return HttpResponse("done")


def show(request):
    return "mine" in request.GET


def show_by_database(request):
    """As a look at `request.user` does, this may not be called where an event loop runs."""
    from django.utils.asyncio import async_unsafe

    return async_unsafe("no")(lambda: "mine" in request.GET)()


def name(request, session, renderer):
    return f"{request.method} {session.sample_count >= 0} {type(renderer).__name__}.txt"


urlpatterns = [
    path("plain", plain),
    path("fail", fail),
    path("stream", stream),
    path("closes", closes),
    path("thread/<int:number>", of_thread),
    path("loop/<int:number>", of_loop),
]

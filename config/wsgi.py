"""The WSGI entry point that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - all pages are loaded now, not while the first visitor waits
gc.collect()
gc.freeze()  # what is loaded stays: looking through it again and again made some visitors wait a tenth of a second

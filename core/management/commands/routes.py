"""`manage.py routes [--json]`: every address with who may use it, by which methods, and what it discloses."""

import json
from importlib import import_module

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "List every route with its declared roles, methods and disclosures."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        # The project's root package knows all apps; core must not.
        routes = import_module(f"{settings.ROOT_URLCONF.split('.')[0]}.routes").all_routes()
        rows = [
            {
                "name": route.name,
                "path": f"/{route.path}",
                "roles": sorted(route.declared.roles) if route.declared else None,
                "writers": sorted(route.declared.roles_for("POST")) if route.declared else None,
                "methods": list(route.declared.methods) if route.declared else None,
                "discloses": route.declared.discloses if route.declared else "",
            }
            for route in routes
        ]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=1))
            return
        for row in rows:
            who = ", ".join(row["roles"]) if row["roles"] is not None else "UNDECLARED"
            self.stdout.write(f"{row['path']:<70} {','.join(row['methods'] or []):<12} {who}")

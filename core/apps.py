from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        from core import checks, import_batches, outbox_jobs  # noqa: F401, PLC0415 - registered once the apps are loaded

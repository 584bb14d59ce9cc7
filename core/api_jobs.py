"""The state of background work, for whoever started it."""

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from core.api_views import View
from core.models import Job
from core.routes import declare


class JobOutput(serializers.ModelSerializer):
    id = serializers.UUIDField(source="uid")

    class Meta:
        model = Job
        fields = ["id", "kind", "state", "done", "total", "result", "error"]


@declare("signed_in")
class JobDetail(View):
    output = JobOutput

    def get(self, request, uid):
        """State, progress, result or error."""
        return self.answer(get_object_or_404(Job, uid=uid, actor_id=self.actor.id or "-"))

"""{% load ui %}: the components as template tags, one function each; its parameters are the inputs.

`{% chip _("Accepted") kind="yes" %}` renders templates/components/chip.html. Block tags hand what they enclose to the template as
`content`. templates/components/README.md is the index, /styleguide/ shows them all.
"""

from django import template

from core.ui import frame, lists, records

register = template.Library()
for part in (frame, records, lists):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)

from django.urls import path

from .views import asking, conversations, exports

urlpatterns = [
    path("", conversations.new, name="new"),
    path("ask/", asking.ask, name="ask"),
    path("c/<uuid:pk>/", conversations.show, name="conversation"),
    path("c/<uuid:pk>/export.json", exports.as_json, name="export_json"),
    path("c/<uuid:pk>/export.md", exports.as_markdown, name="export_markdown"),
]

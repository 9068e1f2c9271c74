from django.urls import path

from .views import asking, conversations, exports

urlpatterns = [
    path("", conversations.new, name="new"),
    path("ask/", asking.ask, name="ask"),
    path("c/<uuid:pk>/", conversations.show, name="conversation"),
    path("c/<uuid:pk>/turns.json", conversations.turns, name="turns"),
    path("m/<int:pk>/again/", asking.again, name="again"),
    path("m/<int:pk>/go-on/", asking.again, {"goes_on": True}, name="go_on"),
    path("m/<int:pk>/show/", conversations.show_branch, name="show_branch"),
    path("c/<uuid:pk>/export.json", exports.as_json, name="export_json"),
    path("c/<uuid:pk>/export.md", exports.as_markdown, name="export_markdown"),
]

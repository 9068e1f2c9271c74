from django.urls import path

from .views import (
    asking,
    conversations,
    exports,
    keeping,
    listing,
    parameters,
    preferences,
    reports,
    settings,
)

urlpatterns = [
    path("", conversations.new, name="new"),
    path("ask/", asking.ask, name="ask"),
    path("preferences/", preferences.prefer, name="prefer"),
    path("settings/", settings.show, name="settings"),
    path("settings/sessions/end/", settings.end_other_sessions, name="end_other_sessions"),
    path("settings/sessions/<int:pk>/end/", settings.end_session, name="end_session"),
    path("list.json", listing.listed, name="list"),
    path("c/<uuid:pk>/", conversations.show, name="conversation"),
    path("c/<uuid:pk>/turns.json", conversations.turns, name="turns"),
    path("c/<uuid:pk>/parameters/", parameters.tune, name="tune"),
    path("c/<uuid:pk>/rename/", keeping.rename, name="rename"),
    path("c/<uuid:pk>/pin/", keeping.mark, {"what": "pinned"}, name="pin"),
    path("c/<uuid:pk>/archive/", keeping.mark, {"what": "archived"}, name="archive"),
    path("c/<uuid:pk>/delete/", keeping.delete, name="delete"),
    path("c/<uuid:pk>/restore/", keeping.restore, name="restore"),
    path("m/<int:pk>/again/", asking.again, name="again"),
    path("m/<int:pk>/go-on/", asking.again, {"goes_on": True}, name="go_on"),
    path("m/<int:pk>/request/", parameters.request, name="request"),
    path("m/<int:pk>/show/", conversations.show_branch, name="show_branch"),
    path("m/<int:pk>/report/", reports.create, name="report"),
    path("m/<int:pk>/report/withdraw/", reports.withdraw, name="withdraw_report"),
    path("c/<uuid:pk>/export.json", exports.as_json, name="export_json"),
    path("c/<uuid:pk>/export.md", exports.as_markdown, name="export_markdown"),
]

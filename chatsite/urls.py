from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from chat.views import address, company

handler404 = "chat.views.status.not_found"
urlpatterns = [
    path("", include("chat.urls")),
    # allauth's own page of sessions is a section of ours.
    path("accounts/sessions/", RedirectView.as_view(url="/settings/#places"), name="sessions"),
    path("accounts/email/", address.change, name="account_email"),
    path("accounts/oidc/company/login/", company.leave, name="company_login"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

from django.urls import path

from instruments import views

urlpatterns = [path("palette.css", views.palette, name="palette")]

from django.urls import path

from places import views

urlpatterns = [path("places/new/", views.PlaceNew.as_view(), name="place-new")]

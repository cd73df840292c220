"""What both halves of the judge use."""

TABLES = {"residential": ("homes", "home_id"), "facilities": ("facilities", "facility_id"),
          "service_areas": ("service_areas", "facility_id"), "units": ("units", "unit_code")}


class Failed(Exception):
    """An expectation that does not hold; the text says why."""


def need(truth, text):
    if not truth:
        raise Failed(text)


def near(found, expected, tolerance):
    return found is not None and abs(found - expected) <= tolerance + 1e-9

"""The district that scripts/make-sample writes."""

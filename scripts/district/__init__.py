"""A region of any size that does not exist: what scripts/make-district writes."""

"""What the API says of itself: schemas, which the guard holds requests to as well, and the OpenAPI document."""

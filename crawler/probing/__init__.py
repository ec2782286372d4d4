"""A new outlet in ten minutes: a look at a site, the declaration it suggests, and a declared outlet tried live."""

"""The texts of a project that starts without any data: everything that matters, as remarks to be uncommented."""

PROJECT = """\
# What rules may speak of: where the exports lie, what their columns mean, and who is one person.
# `xseg init --from FILE…` writes this from your own exports. Every key is in docs/project-file.md.

[project]
name     = "NAME"
timezone = "TIMEZONE"              # days, weeks and hours are counted on this clock
edition  = 2026
# as_of  = 2025-06-01T00:00:00         # a fixed `now`, for data that stands still

# Who is one person: records that agree in a key are, the strongest key first.
#
# [identity]
# keys = ["customer_id", "email"]
# [identity.email]
# normalise = "email"                  # " Ann@Example.NET " is ann@example.net

# The ways by which people are met.
#
# [channels]
# web   = { label = "Web site" }
# store = { label = "Store" }

# What people do: one row, one event. CSV, NDJSON and Parquet are read.
#
# [[sources]]
# name    = "orders"
# kind    = "events"
# channel = "web"
# path    = "data/orders.csv"
# id      = "order_id"                 # the same id twice is one event
# time    = { column = "ordered_at", timezone = "UTC" }
# event   = "purchase"
# keys    = { customer_id = "customer", email = "mail" }
# [sources.properties]
# amount  = { type = "decimal" }
# device  = { type = "category", values = ["desktop", "mobile", "tablet"] }

# What is known of them: one row, one person.
#
# [[sources]]
# name    = "crm"
# kind    = "profiles"
# path    = "data/crm.csv"
# keys    = { customer_id = "id", email = "mail" }
# updated_at = "changed"               # the newest record wins
# [sources.attributes]
# country    = { type = "category" }
# birth_date = { type = "date", sensitive = ["age"] }
"""
"""The words NAME and TIMEZONE stand for the project's own."""

RULES = """\
# Rules that marketers read. Once xseg.toml names an export, take the `#` away:
#
# segment recent_buyers "Bought within the month" {
#   owner: "crm@example.com"
#   where last purchase within 30 days
#     and sum(amount of purchase within 1 year) > 500
# }
#
# test "a purchase last week is recent" {
#   now 2025-06-01
#   event purchase on web { amount: 600, at: 7 days ago }
#   expect in recent_buyers
# }
"""

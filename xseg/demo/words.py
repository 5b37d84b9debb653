"""The words of the shop: what categories, pages, campaigns, towns and people are called."""

CATEGORIES = ("garden", "kitchen", "lighting", "office", "outdoor", "shoes", "textiles", "toys")

# page, weight
PAGES = (
    ("home", 0.30),
    ("category", 0.34),
    ("search", 0.14),
    ("pricing", 0.07),
    ("blog", 0.06),
    ("help", 0.05),
    ("account", 0.04),
)

# campaign type, weight
CAMPAIGN_TYPES = (("newsletter", 0.55), ("promotional", 0.37), ("service", 0.08))

TOPICS = (("order", 0.34), ("complaint", 0.26), ("advice", 0.18), ("return", 0.14), ("pricing", 0.08))

NETWORKS = (("instagram", 0.5), ("facebook", 0.3), ("tiktok", 0.2))

REACTIONS = (("like", 0.62), ("comment", 0.13), ("share", 0.10), ("click", 0.15))

COUPONS = ("WELCOME10", "SPRING15", "OUTLET20", "FRIENDS10")

# town, country; earlier towns are bigger
CITIES = (
    ("Berlin", "DE"),
    ("Hamburg", "DE"),
    ("München", "DE"),
    ("Wien", "AT"),
    ("Köln", "DE"),
    ("Zürich", "CH"),
    ("Leipzig", "DE"),
    ("Amsterdam", "NL"),
    ("Graz", "AT"),
    ("Kraków", "PL"),
    ("Basel", "CH"),
    ("Lyon", "FR"),
)

FIRST_NAMES = tuple(
    "Ada Anna Aylin Ben Clara David Elif Emil Emma Fatma Finn Greta Hanna Ida Jakob Jonas Jürgen Kofi Lea Leon Lina "
    "Luca Magda Marek Marie Mehmet Mia Mila Noah Nora Olga Oskar Paul Petra Rosa Samir Sara Sofie Theo Tom Yara "
    "Zoë".split()
)
SURNAMES = tuple(
    "Abel Bauer Beck Brandt Demir Diaz Engel Fischer Frank Graf Haas Hahn Huber Jansen Kaya Keller Koch Kowalski Kraus "
    "Lang Lenz Lorenz Maier Marti Moser Novak Otto Peters Pohl Richter Roth Sauer Schulz Seidel Simon Vogel Wagner "
    "Weiss Winter Wolf Yilmaz Zimmer".split()
)

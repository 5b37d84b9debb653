"""The picture book: values in, one offline HTML page out. jinja2 and plotly (extra `report`) are loaded when used."""

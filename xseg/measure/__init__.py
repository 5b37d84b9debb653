"""What is measured of models and segments beside the run itself: drift, what sets groups apart, what they do.

It reports; guards are plans, evaluated by the engine. Importing this loads nothing; every module loads NumPy or Polars.
"""

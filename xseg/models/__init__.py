"""Models: train a clusterer, choose how many clusters, name them, keep them as plain arrays that are scored.

What other rooms call:

- `train.train(declaration, features, now=…, fingerprints=…, sink=…, given=Given(previous=…))` → `TrainedModel`; called
  with the version in force as `previous` it is a fresh shadow of it, whose labels carry on.
- `scoring.score(trained, features)` → label, confidence, distance of each profile; `scoring.clusters_of` the same as
  arrays of numbers, and `scoring.seen_by(trained, columns)` with `matrix.scaled` the rows as the model sees them.
- `definition.changes(trained, declared)`: what makes a version stale; loads nothing.
- `trained.report` (candidates, silhouette, cluster sizes and means, missing values, window) and `trained.quantiles` (0
  to 1000 thousandths of every feature at training) are what drift is measured against; `silhouette.silhouettes` and
  `stability.agreement` measure anew. `project.model.drift_bounds(declaration)` gives the bounds that count.
- `store.models`: `versions`, `in_force`, `load`, `promote`, `roll_back`; `workflow.evaluating.load_version` reads one,
  `workflow.train.training_table` makes the table of features of a declared model out of a snapshot,
  `workflow.retraining.retrained` makes candidates of what is `Due`.

Importing this loads neither NumPy nor scikit-learn; `xseg.models.train` and `.content` load NumPy, training the rest.
"""

from xseg.models.trained import Candidate, Cluster, TrainedModel, TrainingReport

__all__ = ["Candidate", "Cluster", "TrainedModel", "TrainingReport"]

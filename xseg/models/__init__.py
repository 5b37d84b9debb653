"""Models: train a clusterer, choose how many clusters, name them, keep them as plain arrays that every engine scores.

Importing this loads neither NumPy nor scikit-learn; `xseg.models.train` and `.content` load NumPy, training the rest.
"""

from xseg.models.trained import Candidate, Cluster, TrainedModel, TrainingReport, changed_features

__all__ = ["Candidate", "Cluster", "TrainedModel", "TrainingReport", "changed_features"]

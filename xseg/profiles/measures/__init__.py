"""What is counted of a build, held against what is expected of it."""

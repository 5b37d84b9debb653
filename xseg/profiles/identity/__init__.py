"""Key values → people who keep their ids."""

"""The failure wizard; the story of it is told in the folder above."""

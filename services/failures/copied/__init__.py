"""Copy Diagnosis: one failure as a plain text for whoever helps (``diagnosis.py``), without secrets."""

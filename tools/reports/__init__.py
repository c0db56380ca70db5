"""Reading of bounces, complaints and automatic replies, one file per family. The way in is ``tools.delivery_report``."""

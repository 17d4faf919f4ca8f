"""stub for import"""
ADMINISTERED = "administered"

"""SOAP over HTTP as a connector needs it: one transport with limits, one client per process, faults in words."""

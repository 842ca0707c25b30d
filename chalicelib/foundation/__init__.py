"""Small pure value tools, one idea each. No AWS, no web framework, no settings."""

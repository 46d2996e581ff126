"""Questions of auditors to the record (`record`) and of managers about load and time (`load`)."""

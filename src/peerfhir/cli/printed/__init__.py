"""The page of the sandbox: the stories as calls to copy and paste, for agencies, payers and an engineer.

A test makes each of them against the server that printed it. They are told from the day on which the stories were laid,
so that the same page is printed at every start.
"""

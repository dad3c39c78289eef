"""The law: program packs in, facts in, a ruling out. Pure, and free of FHIR and frameworks.

`readings` > `ruling` > `pack` (the grammar) > `program` (packs from files) > `facts` > `day`, `certification`, `units`
(one rule each) > `contact` (which of them judge a contact).
"""

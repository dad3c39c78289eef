"""The law: program packs in, facts in, a ruling or a verdict out. Pure, and free of FHIR and frameworks.

- What a pack may say: `dated` > `provider_law`, `member_law` > `pack`; packs from files: `source`, `merge`, `program`.
- What the law looks at: `facts` (contacts, people, plans), `billing` (claims, authorizations, what was spent).
- When: `day`, `span`, `served`. How many: `units`, `usage`.
- One rule, one place: `certification`, `training`, `employment`, `supervision`, `experience`; `coverage`, `age`,
  `diagnosis`, `hospital`, `planned`, `scope`, `family`, `headcount`, `neighbours`, `representative`; `filing`,
  `documented`, `duplicates`, `billable`, `responsible`, `retraction`, `granting`.
- What judges what: `peers` and `situation` hold the rules in order; `contact` judges a record, `claim` a claim line by
  line, `decision` what a payer decides; `ruling` and `verdict` are what they say.
"""

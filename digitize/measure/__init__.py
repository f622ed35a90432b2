"""How good the rules are: findings against proofread text.

`truth` reads pairs of raw and true text, `alignment` sets them against each other, `judgement` says of each finding
whether it is right, `scores` adds up, `evaluation` does so for many texts. `places` and `decided` do all that with the
decisions of people. `scoreboard` and `figures` show it to people and machines. From Python:

    texts, failures = truth.read(["proofread"])
    for group, found in evaluate(texts, Options(Tier.SAFE)).groups.items():
        print(group.name, group.part, correction(found, of_characters).precision, wrong_characters(found).share)
"""

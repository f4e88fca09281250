"""What is true of a person: how dates are known, who holds papers, what consent is, and how names are compared."""

from mrc.people.rules.kinds import (
    Channel,
    ConsentForm,
    Documentation,
    DocumentKind,
    Holder,
    MayCall,
    PersonFault,
    Precision,
    Purpose,
    Relationship,
    Sex,
)

__all__ = [
    "Channel",
    "ConsentForm",
    "DocumentKind",
    "Documentation",
    "Holder",
    "MayCall",
    "PersonFault",
    "Precision",
    "Purpose",
    "Relationship",
    "Sex",
]

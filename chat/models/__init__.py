"""The tables and their verbs. Imports run one way.

Entry <- audit <- roles, writing <- change <- people, provider <- budget <- account <- ledger <- conversation
<- transcript <- message <- life, asking, passage, rating, report, review, export.
"""

from .account import Account
from .budget import Budget
from .chain import NotRecorded
from .change import Change
from .conversation import Conversation
from .entry import Action, AuditEntry, AuditHead
from .export import Export
from .groups import Group
from .imports import Import
from .invitation import Invitation
from .ledger import Entry, Hold, Share
from .message import Message
from .part import Part
from .passage import Passage
from .people import User
from .preferences import Preferences
from .provider import Dialect, LanguageModel, Provider
from .rating import Rating
from .report import Report
from .request import Request
from .review import Opening
from .roles import Role, RoleGrant
from .site import Site
from .tally import GroupTally, ModelTally, PersonTally
from .transcript import Transcript
from .writing import Chunk, Process, State

__all__ = [
    "Account",
    "Action",
    "AuditEntry",
    "AuditHead",
    "Budget",
    "Change",
    "Chunk",
    "Conversation",
    "Dialect",
    "Entry",
    "Export",
    "Group",
    "GroupTally",
    "Hold",
    "Import",
    "Invitation",
    "LanguageModel",
    "Message",
    "ModelTally",
    "NotRecorded",
    "Opening",
    "Part",
    "Passage",
    "PersonTally",
    "Preferences",
    "Process",
    "Provider",
    "Rating",
    "Report",
    "Request",
    "Role",
    "RoleGrant",
    "Share",
    "Site",
    "State",
    "Transcript",
    "User",
]

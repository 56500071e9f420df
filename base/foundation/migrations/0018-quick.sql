-- What residents leave behind is found without reading what all others left.
create index foundation_resident_link_of_email on foundation_resident_link (email);
create index foundation_resident_session_by_end on foundation_resident_session (ends_at);

-- The calendar on which a case is counted, kept from the day it was opened; and that of a topic, where it has one of
-- its own.
alter table petitions_case add column calendar text not null default 'office';
alter table petitions_topic add column calendar text not null default '';
create index petitions_case_of_calendar on petitions_case (calendar, closed_at) where calendar <> 'office';

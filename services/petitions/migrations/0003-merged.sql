-- Into which case a case was merged; where it came of stays apart from it.
alter table petitions_case add column merged_into text not null default '';
create index petitions_case_by_merged on petitions_case (merged_into, id) where merged_into <> '';
update petitions_case set merged_into = origin, origin = '' where state = 'merged';

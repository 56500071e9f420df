-- What a version came before, and what is still to be done, are found without reading all there ever was.
create index plan_document_before on plan_document (replaced_by) where replaced_by is not null;
create index plan_decision_open on plan_decision (done_on);

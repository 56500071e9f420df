create index foundation_delivery_due_of_webhook on foundation_delivery (webhook_id, next_at) where state = 'waiting';

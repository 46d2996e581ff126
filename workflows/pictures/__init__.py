"""Pictures of processes: the names of steps, the drawing as BPMN 2.0, where a process stands, where time goes."""

def is_confidential(model):
    """Whether records of a model are confidential: no titles, no activities, no
    follow-ups, no free questions.

    :param model: recordset of the model
    :rtype: bool
    """
    if getattr(model, "_zi_confidential", False):
        return True
    mixin = model.env.registry.get("zi.confidential.mixin")
    return bool(mixin) and issubclass(model.env.registry[model._name], mixin)

package clerk

import (
	"time"

	"yichuang/internal/clock"
	"yichuang/internal/errs"
	"yichuang/internal/queue"
)

func (w *Web) openWindow(a *act) (string, error) {
	return a.at(""), w.Queue.OpenWindow(a.r.Context(), a.Who, a.Window.ID)
}

func (w *Web) pauseWindow(a *act) (string, error) {
	now := w.Now().In(clock.Zone)
	back, err := time.ParseInLocation("2006-01-02 15:04", now.Format(time.DateOnly)+" "+a.get("return_at"), clock.Zone)
	if err != nil {
		return "", queue.ErrReturnTime
	}
	return a.at(""), w.Queue.PauseWindow(a.r.Context(), a.Who, a.Window.ID, a.get("reason"), back)
}

func (w *Web) closeWindow(a *act) (string, error) {
	return a.at(""), w.Queue.CloseWindow(a.r.Context(), a.Who, a.Window.ID)
}

func (w *Web) call(a *act) (string, error) {
	_, err := w.Queue.Call(a.r.Context(), a.Who, a.Window.ID)
	if err == nil {
		a.forget()
	}
	return a.at(""), err
}

func (w *Web) callOut(a *act) (string, error) {
	id := a.get("ticket")
	if id == "" {
		return "", errs.New(errs.Invalid, "desk.choose_ticket").At("ticket")
	}
	_, err := w.Queue.CallOutOfOrder(a.r.Context(), a.Who, a.Window.ID, id, a.get("reason"))
	if err == nil {
		a.forget()
	}
	return a.at(""), err
}

func (w *Web) recall(a *act) (string, error) {
	_, err := w.Queue.Recall(a.r.Context(), a.Who, a.Window.ID, a.form.Get("ticket"))
	return a.at(""), err
}

func (w *Web) undo(a *act) (string, error) {
	_, err := w.Queue.UndoCall(a.r.Context(), a.Who, a.Window.ID, a.form.Get("ticket"), a.get("reason"))
	return a.at(""), err
}

func (w *Web) miss(a *act) (string, error) {
	_, err := w.Queue.Miss(a.r.Context(), a.Who, a.Window.ID, a.form.Get("ticket"))
	return a.at(""), err
}

func (w *Web) arrive(a *act) (string, error) {
	_, err := w.Queue.Arrive(a.r.Context(), a.Who, a.Window.ID, a.form.Get("ticket"))
	return a.at(""), err
}

func (w *Web) park(a *act) (string, error) {
	_, err := w.Queue.Park(a.r.Context(), a.Who, a.Window.ID, a.form.Get("ticket"), a.get("reason"))
	if err == nil {
		a.done("parked")
	}
	return a.at(""), err
}

func (w *Web) resume(a *act) (string, error) {
	_, err := w.Queue.Resume(a.r.Context(), a.Who, a.Window.ID, a.form.Get("ticket"))
	if err == nil {
		a.forget()
	}
	return a.at(""), err
}

func (w *Web) comeBack(a *act) (string, error) {
	_, err := w.Queue.Return(a.r.Context(), a.Who, a.form.Get("ticket"))
	if err == nil {
		a.done("returned")
	}
	return a.at(""), err
}

func (w *Web) transfer(a *act) (string, error) {
	if a.get("line") == "" {
		return "", queue.ErrNoLine
	}
	_, err := w.Queue.Transfer(a.r.Context(), a.Who, a.Window.ID, a.form.Get("ticket"), a.get("line"), a.get("reason"))
	if err == nil {
		a.done("transferred")
	}
	return a.at(""), err
}

// outcome ends a matter that needs no paper: a question was answered, or the person left.
func (w *Web) outcome(a *act) (string, error) {
	o := queue.Outcome(a.get("outcome"))
	if o == "" {
		return "", errs.New(errs.Invalid, "desk.choose_outcome").At("outcome")
	}
	err := w.Queue.DecidePlain(a.r.Context(), a.Who, a.Window.ID, a.form.Get("ticket"), a.form.Get("m"), o)
	return a.at(""), err
}

// reconsider takes a wrong consultation or departure back.
func (w *Web) reconsider(a *act) (string, error) {
	_, err := w.Queue.Reconsider(a.r.Context(), a.Who, a.Window.ID, a.form.Get("ticket"), a.form.Get("m"), a.get("reason"))
	if err == nil {
		a.done("reconsidered")
	}
	return a.matter(), err
}

// finish ends the visit; the rating token is shown once, with the slip.
func (w *Web) finish(a *act) (string, error) {
	f, err := w.Queue.Finish(a.r.Context(), a.Who, a.Window.ID, a.form.Get("ticket"))
	if err != nil {
		return "", err
	}
	if f.Rating == "" {
		a.forget()
		a.done("sent_on")
		return a.at(""), nil
	}
	return a.at(""), a.keep(func(c *codes) { c.Rating, c.Ticket = f.Rating, f.Ticket.ID })
}

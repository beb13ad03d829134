package admin

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"yichuang/internal/db"
	"yichuang/internal/errs"
	"yichuang/internal/identity"
	"yichuang/internal/org"
	"yichuang/internal/site"
	"yichuang/internal/web"
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

type deviceLine struct {
	identity.Device
	Kind, Place, Made, Heard string
	State                    string // waiting, awake, silent, revoked
}

type devicesView struct {
	Form           *web.Form
	Lines          []deviceLine
	Kinds          []site.Option
	Zones, Windows []site.Option
	Code, Name     string // of the device just made; shown once
	PairURL        string
	Create, Revoke bool
}

var deviceKinds = []identity.DeviceKind{identity.Kiosk, identity.Display, identity.Evaluator, identity.Bridge, identity.Partner}

func (w *Web) devices(rw http.ResponseWriter, r *http.Request) error {
	return w.showDevices(rw, r, http.StatusOK, devicesView{Form: web.Blank()})
}

func (w *Web) showDevices(rw http.ResponseWriter, r *http.Request, status int, v devicesView) error {
	s, hall := w.page(r, "admin.devices.title"), web.Hall(r)
	v.Create, v.Revoke = s.may("identity.device.create"), s.may("identity.device.revoke")
	for _, k := range deviceKinds {
		v.Kinds = append(v.Kinds, site.Option{Value: string(k), Label: s.T("identity.device.kind." + string(k))})
	}
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		zones, err := org.Zones(q, hall)
		if err != nil {
			return err
		}
		places := map[string]string{}
		for _, z := range zones {
			places[z.ID] = z.Name.In(s.lang())
			v.Zones = append(v.Zones, site.Option{Value: z.ID, Label: places[z.ID]})
		}
		windows, err := org.Windows(q, hall)
		if err != nil {
			return err
		}
		for _, win := range windows {
			places[win.ID] = s.T("identity.window.option", "no", win.No, "name", s.windowName(win))
			v.Windows = append(v.Windows, site.Option{Value: win.ID, Label: places[win.ID]})
		}
		list, err := identity.Devices(q, hall)
		for _, d := range list {
			v.Lines = append(v.Lines, s.deviceLine(d, places, q.Now()))
		}
		return err
	})
	if err != nil {
		return err
	}
	return w.Site.Write(rw, r, status, s.Page, frame(s, devicesBody(s, v)))
}

func (s *sheetOf) deviceLine(d identity.Device, places map[string]string, now int64) deviceLine {
	out := deviceLine{Device: d, Kind: s.T("identity.device.kind." + string(d.Kind)), Place: places[d.Zone], Made: s.when(d.Created), Heard: s.when(d.Seen)}
	if d.Window != "" {
		out.Place = places[d.Window]
	}
	switch {
	case d.Revoked != 0:
		out.State = "revoked"
	case d.Paired == 0:
		out.State = "waiting"
	case silent(d, now):
		out.State = "silent"
	default:
		out.State = "awake"
	}
	return out
}

// createDevice makes a device and shows the code that pairs it: on this page and never again.
func (w *Web) createDevice(rw http.ResponseWriter, r *http.Request) error {
	f, err := web.Parse(rw, r)
	if err != nil {
		return err
	}
	d := identity.Device{Hall: web.Hall(r), Kind: identity.DeviceKind(f.Get("kind")), Name: f.Get("name"), Zone: f.Get("zone"), Window: f.Get("window")}
	d, code, err := w.Identity.CreateDevice(r.Context(), web.Actor(r), d)
	if err != nil {
		if !f.Fail(err) {
			return err
		}
		return w.showDevices(rw, r, errs.Of(err).Kind.Status(), devicesView{Form: f})
	}
	v := devicesView{Form: web.Blank(), Code: code, Name: d.Name}
	v.PairURL = w.address(r) + "/pair?" + url.Values{"code": {code}}.Encode()
	return w.showDevices(rw, r, http.StatusOK, v)
}

// address is where the browser reaches the program, for a QR code.
func (w *Web) address(r *http.Request) string {
	switch {
	case w.Base != "":
		return w.Base
	case web.Secure(r):
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

func (w *Web) revokeDevice(rw http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	err := w.DB.Read(r.Context(), func(q *db.Q) error {
		d, err := identity.DeviceByID(q, id)
		if err == nil && d.Hall != web.Hall(r) {
			err = errs.New(errs.NotFound, "identity.device.unknown", "id", id)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := w.Identity.Revoke(r.Context(), web.Actor(r), id); err != nil {
		return err
	}
	web.Flash(rw, "admin.devices.revoked")
	return web.SeeOther(rw, r, "/h/"+web.Hall(r)+"/admin/devices")
}

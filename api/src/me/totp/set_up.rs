//! `POST /api/me/totp/` and `POST /api/me/totp/confirm/`

use axum::{extract::State, http::StatusCode};
use qrcode::{QrCode, render::svg, types::QrError};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use shared::{
    audit::{self, Entry, Event},
    jobs::Job,
    people::{
        factors::{recovery_codes, totp},
        notices::AccountEvent,
        sessions::Origin,
    },
};
use utoipa::ToSchema;

use crate::{
    app::AppState,
    error::{ApiError, Faults, Problem},
    extract::{Field, GivenSecret, Json, SettingUp},
    limits::log_in::{self, Claimed},
    me::{given_password::GivenPassword, recovery_codes::RecoveryCodes},
};

/// Set up an authenticator app.
///
/// It counts once it is confirmed by a code. Until then this may be asked for again, for another secret.
#[utoipa::path(
    post, path = "/api/me/totp/", tag = "me", security(("bearer" = ["newcomer"])),
    request_body(content = GivenPassword, example = json!({"password": "correct horse battery staple"})),
    responses(
        (status = 201, body = TotpSetUp),
        (status = 400, body = Problem, description = "`invalid_input`"),
        (status = 401, body = Problem, description = "`invalid_credentials`: the password is wrong"),
        (status = 409, body = Problem, description = "`already_set_up`"),
        (status = 429, body = Problem, description = "`too_many_attempts`: the password was wrong too often"),
    )
)]
pub(crate) async fn set_up_totp(
    SettingUp(owner): SettingUp,
    State(app): State<AppState>,
    Json(body): Json<GivenPassword>,
) -> Result<(StatusCode, Json<TotpSetUp>), ApiError> {
    let account = app.prove(&owner, body.check()?).await?;
    let mut tx = app.db.begin().await?;
    account.hold(&mut tx).await?;
    let secret = totp::set_up(&mut tx, &app.sealer, owner.user.id, app.clock.now()).await?;
    let secret = secret.ok_or(ApiError::AlreadySetUp)?;
    tx.commit().await?;
    let uri = totp::uri(&secret, owner.user.username.as_str());
    let qr_svg = qr_code(&uri).map_err(|error| ApiError::Internal(error.into()))?;
    Ok((StatusCode::CREATED, Json(TotpSetUp { secret: secret.expose_secret().to_owned(), uri, qr_svg })))
}

fn qr_code(text: &str) -> Result<String, QrError> {
    Ok(QrCode::new(text)?.render::<svg::Color<'_>>().min_dimensions(240, 240).build())
}

/// Confirm that the authenticator app shows the right codes.
///
/// From now on a log-in by password asks for one. The recovery codes are shown this once.
#[utoipa::path(
    post, path = "/api/me/totp/confirm/", tag = "me", security(("bearer" = ["newcomer"])),
    request_body(content = ConfirmTotp, example = json!({"code": "287082"})),
    responses(
        (status = 200, body = RecoveryCodes),
        (status = 400, body = Problem, description = "`invalid_input`; `invalid_second_factor`: the code is wrong, or nothing is \
            being set up"),
        (status = 429, body = Problem, description = "`too_many_attempts`: the code was wrong too often in this session"),
    )
)]
pub(crate) async fn confirm_totp(
    SettingUp(owner): SettingUp,
    State(app): State<AppState>,
    Json(body): Json<ConfirmTotp>,
) -> Result<Json<RecoveryCodes>, ApiError> {
    let mut faults = Faults::default();
    let code = body.code.required("code", &mut faults).ok_or(faults)?;
    let (user, now) = (owner.user.id, app.clock.now());
    // Whoever has come by a session must not guess their way to an app that its owner has begun to set up.
    let attempt = log_in::may_try(&app, Claimed::in_session(user, owner.session), &Origin::default()).await?;
    let mut tx = app.db.begin().await?;
    owner.hold(&mut tx).await?;
    if !totp::confirm(&mut tx, &app.sealer, user, &code.0, now).await? {
        drop(tx);
        attempt.failed(&app, &owner.asked).await?;
        return Err(ApiError::WrongSetUpCode);
    }
    let codes = recovery_codes::renew(&mut tx, user).await?;
    Job::AccountNotice { user, event: AccountEvent::TotpAdded }.enqueue(&mut tx, now).await?;
    let entry = Entry::of(Event::SecondFactorAdded).on_person(user).with("kind", "totp");
    audit::record(&mut tx, &owner.asked, entry, now).await?;
    tx.commit().await?;
    attempt.succeeded(&app).await;
    Ok(Json(codes.into()))
}

#[derive(Serialize, ToSchema)]
pub(crate) struct TotpSetUp {
    /// For whoever types it.
    #[schema(example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    secret: String,
    /// For whoever follows it on a telephone.
    #[schema(example = "otpauth://totp/Strongroom:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Strongroom")]
    uri: String,
    /// The same as a picture to be scanned.
    qr_svg: String,
}

#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct ConfirmTotp {
    /// What the app shows now.
    #[serde(default)]
    #[schema(value_type = String, required)]
    code: Field<GivenSecret>,
}

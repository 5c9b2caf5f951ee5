// Made by web/check/types.mjs; not to be written by hand.
export type Accept = {
  display_name?: string | null;
  password: string;
  username: string;
};

export type AccessPage = {
  access: (AccessView)[];
  next_cursor?: string | null;
};

export type AccessView = {
  because: (ReasonView)[];
  client: Viewer;
};

export type Actor = {
  id: string;
  username?: string | null;
};

export type AddPasskey = {
  credential: Record<string, unknown>;
  name?: string | null;
};

export type AddedVersion = {
  file: FileView;
  message: string;
  version: VersionView;
};

export type Archive = string;

export type AuditPage = {
  events: (EventLine)[];
  next_cursor?: string | null;
};

export type Begun = UploadView & {
  location: string;
  upload_token: string;
};

export type Bytes = string;

export type Change = {
  display_name?: string | null;
  email?: string | null;
  language?: string | null;
  notify?: ChangeNotify | null;
  username?: string | null;
};

export type ChangeFile = {
  audience?: string | null;
  description?: string | null;
  expires_at?: string | null;
  folder?: string | null;
  labels?: (string)[] | null;
  legal_hold?: boolean | null;
  max_downloads?: number | null;
  name?: string | null;
};

export type ChangeFolder = {
  name?: string | null;
  parent?: string | null;
};

export type ChangeGroup = {
  description?: string | null;
  name?: string | null;
};

export type ChangeNotify = {
  announcements?: boolean | null;
  documents?: boolean | null;
  receipts?: string | null;
  reminders?: boolean | null;
};

export type ChangePassword = {
  current_password: string;
  password: string;
};

export type ChangePerson = {
  disabled?: boolean | null;
  display_name?: string | null;
  email?: string | null;
  expires_at?: string | null;
  groups?: (string)[] | null;
  permissions?: (string)[] | null;
};

export type ClientView = {
  email: string;
  id: string;
  username?: string | null;
};

export type ConfirmTotp = {
  code: string;
};

export type CreationOptions = Record<string, unknown>;

export type DayView = {
  bytes: number;
  clients: number;
  date: string;
  downloads: number;
  mails: number;
  refused: Record<string, number>;
  scans: number;
  uploads: number;
};

export type DownloadCounts = {
  clients: number;
  count: number;
};

export type DownloadView = {
  email: string;
  first_at: string;
  last_at: string;
  user_id: string;
  username: string;
};

export type Downloads = {
  downloads: (DownloadView)[];
  next_cursor?: string | null;
};

export type Erase = {
  password: string;
};

export type EventLine = {
  actor?: Actor | null;
  address?: string | null;
  at: string;
  client?: string | null;
  detail: Record<string, unknown>;
  event: string;
  id: string;
  on?: Subject | null;
  outcome: string;
  request_id?: string | null;
};

export type Export = {
  account: Record<string, unknown>;
  asks: (unknown)[];
  devices: (unknown)[];
  downloads: (unknown)[];
  exported_at: string;
  folders_made: (unknown)[];
  former_emails: (unknown)[];
  groups: (unknown)[];
  kept_requests: (unknown)[];
  links: (unknown)[];
  mails: (unknown)[];
  notices: (unknown)[];
  passkeys: (unknown)[];
  picture?: string | null;
  recovery_codes: Record<string, unknown>;
  sessions: (unknown)[];
  shares: (unknown)[];
  shares_made: (unknown)[];
  tokens: (unknown)[];
  totp?: Record<string, unknown> | null;
  trail: (unknown)[];
  unfinished_uploads: (unknown)[];
  uploads: (unknown)[];
  zips: (unknown)[];
};

export type FileEvent = {
  id: string;
  name: string;
  scan_status: string;
  state?: string | null;
};

export type FileLinkView = {
  client: LinkHolder;
  created_at: string;
  delivered_at?: string | null;
  expires_at: string;
  has_password: boolean;
  id: string;
  once: boolean;
};

export type FileLinks = {
  links: (FileLinkView)[];
  next_cursor?: string | null;
};

export type FileView = Partial<ForOps> & {
  content_type: string;
  description: string;
  downloaded_at?: string | null;
  expires_at?: string | null;
  folder?: InFolder | null;
  id: string;
  kind: string;
  labels: (string)[];
  name: string;
  scan_detail?: Record<string, unknown> | null;
  scan_status: string;
  sha256: string;
  size: number;
  uploaded_at: string;
  uploaded_by: Uploader;
  version: number;
};

export type FilesView = {
  clean: number;
  failed: number;
  infected: number;
  pending: number;
};

export type FolderView = {
  documents: number;
  id: string;
  name: string;
  parent?: string | null;
  path: string;
};

export type FoldersPage = {
  folders: (FolderView)[];
  next_cursor?: string | null;
};

export type ForOps = {
  audience: string;
  downloads: DownloadCounts;
  legal_hold: boolean;
  max_downloads?: number | null;
  released?: Released | null;
  scanned_at?: string | null;
  state: string;
};

export type Forgot = {
  email: string;
};

export type GivenPassword = {
  password: string;
};

export type Gone = {
  gone: boolean;
  id: string;
};

export type GroupName = {
  id: string;
  name: string;
};

export type GroupView = {
  description: string;
  id: string;
  members: number;
  name: string;
};

export type GroupsPage = {
  groups: (GroupView)[];
  next_cursor?: string | null;
};

export type Image = {
  file: string;
};

export type ImageBytes = string;

export type InFolder = {
  id: string;
  path: string;
};

export type Invite = {
  display_name?: string | null;
  email: string;
  expires_at?: string | null;
  groups?: (string)[] | null;
  language?: string | null;
  permissions?: (string)[] | null;
  role: string;
};

export type JobEvent = {
  id: string;
  kind: string;
  state: string;
};

export type JobView = {
  about: Record<string, unknown>;
  attempts: number;
  created_at: string;
  due_at?: string | null;
  finished_at?: string | null;
  id: string;
  kind: string;
  last_error?: string | null;
  queue: string;
  state: string;
};

export type JobsInTrouble = {
  dead: number;
  waiting: number;
};

export type JobsPage = {
  jobs: (JobView)[];
  next_cursor?: string | null;
};

export type Keep = {
  cookie?: boolean | null;
  remember?: boolean | null;
};

export type LegalLink = {
  name: string;
  url: string;
};

export type LinkHolder = {
  id: string;
  username: string;
};

export type LinkView = {
  created_at: string;
  delivered_at?: string | null;
  expires_at: string;
  file: LinkedFile;
  has_password: boolean;
  id: string;
  once: boolean;
};

export type LinkedFile = {
  id: string;
  name: string;
};

export type Links = {
  links: (LinkView)[];
  next_cursor?: string | null;
};

export type Login = Keep & {
  password: string;
  username: string;
};

export type Logout = {
  refresh?: string | null;
};

export type Made = TokenView & {
  token: string;
};

export type MadeLink = {
  download_link: string;
  expires_at: string;
  file: FileView;
  has_password: boolean;
  id: string;
  message: string;
  once: boolean;
};

export type MailsInTrouble = {
  deferred: number;
  refused: number;
};

export type Make = {
  expires_at: string;
  name: string;
  scopes: (string)[];
};

export type MakeFolder = {
  name: string;
  parent?: string | null;
};

export type MakeGroup = {
  description?: string | null;
  name: string;
};

export type MakeLink = {
  expires_in?: number | null;
  once?: boolean | null;
  password?: string | null;
};

export type MeView = UserView & {
  created_at: string;
  display_name?: string | null;
  language?: string | null;
  notify: NotifyView;
  pending_email?: string | null;
  permissions: (string)[];
  picture_url: string;
  room?: RoomView | null;
  second_factor: SecondFactorView;
};

export type MembersPage = {
  next_cursor?: string | null;
  people: (PersonView)[];
};

export type Message = {
  message: string;
};

export type Minted = {
  download_link: string;
  expires_at: string;
  file: FileView;
  message: string;
};

export type MintedZip = {
  download_link: string;
  expires_at: string;
  files: number;
  size: number;
};

export type NewRelease = {
  password: string;
  reason: string;
};

export type NewShares = {
  clients?: (string)[] | null;
  groups?: (string)[] | null;
  message?: string | null;
  right?: string | null;
};

export type NotifyView = {
  announcements: boolean;
  documents: boolean;
  receipts: string;
  reminders: boolean;
};

export type OneClient = {
  because: (ReasonView)[];
  blocked_by: (string)[];
  visible: boolean;
};

export type Opening = {
  password?: string | null;
};

export type Page = {
  files: (FileView)[];
  next_cursor?: string | null;
  total?: number | null;
};

export type PageImage = string;

export type PasskeyLogin = Keep & {
  credential: Record<string, unknown>;
};

export type PasskeyView = {
  created_at: string;
  id: string;
  last_used_at?: string | null;
  name: string;
};

export type Passkeys = {
  next_cursor?: string | null;
  passkeys: (PasskeyView)[];
};

export type PeoplePage = {
  next_cursor?: string | null;
  people: (PersonView)[];
  total?: number | null;
};

export type PersonView = {
  created_at: string;
  display_name?: string | null;
  email: string;
  expires_at?: string | null;
  groups: (GroupName)[];
  id: string;
  language?: string | null;
  last_login_at?: string | null;
  pending_email?: string | null;
  permissions: (string)[];
  role: string;
  second_factor: SecondFactorView;
  state: string;
  username?: string | null;
};

export type PreviewPending = {
  code: string;
  status: string;
};

export type Problem = {
  code: string;
  detail: string;
  errors?: Record<string, (string)[]> | null;
  methods?: (string)[] | null;
  missing?: (string)[] | null;
  passkey_options?: Record<string, unknown> | null;
  request_id: string;
  status: number;
  ticket?: string | null;
  title: string;
  type: string;
};

export type Purge = {
  older_than: string;
  state: string;
};

export type Purged = {
  deleted: number;
};

export type ReasonView = {
  id?: string | null;
  kind: string;
  name: string;
};

export type RecoveryCodes = {
  recovery_codes: (string)[];
};

export type Refresh = {
  refresh: string;
};

export type Released = {
  at: string;
  by: Uploader;
  reason: string;
};

export type RemoveTotp = {
  code: string;
  password: string;
};

export type RequestOptions = Record<string, unknown>;

export type Resend = {
  email: string;
};

export type Reset = {
  password: string;
};

export type RoomView = {
  most: number;
  used: number;
};

export type SecondFactor = {
  code?: string | null;
  passkey?: Record<string, unknown> | null;
  ticket: string;
};

export type SecondFactorView = {
  passkeys: number;
  recovery_codes_left: number;
  totp: boolean;
};

export type SessionLine = {
  address?: string | null;
  client?: string | null;
  created_at: string;
  current: boolean;
  id: string;
  last_seen_at: string;
};

export type SessionView = {
  language: string;
  may: (string)[];
  user?: UserView | null;
};

export type Sessions = {
  sessions: (SessionLine)[];
};

export type ShareView = {
  by: Sharer;
  client?: ClientView | null;
  created_at: string;
  group?: SharedGroup | null;
  id: string;
  right: string;
};

export type SharedGroup = {
  id: string;
  name: string;
};

export type Sharer = {
  id: string;
  username: string;
};

export type SharesMade = {
  shares: (ShareView)[];
};

export type SharesPage = {
  next_cursor?: string | null;
  shares: (ShareView)[];
};

export type SignedInView = {
  access?: string | null;
  expires_in: number;
  message: string;
  refresh?: string | null;
  token_type?: string | null;
  user: UserView;
};

export type SignedUp = {
  message: string;
  user: UserView;
};

export type Signup = {
  email: string;
  password: string;
  username: string;
};

export type Site = {
  kinds: (string)[];
  languages: (string)[];
  links: (LegalLink)[];
  log_in: (string)[];
  max_upload: number;
  name: string;
  signup: string;
};

export type StorageView = {
  free?: number | null;
  used: number;
};

export type Subject = {
  id: string;
  kind: string;
};

export type Summary = {
  days: (DayView)[];
  expiring: number;
  files: FilesView;
  jobs: JobsInTrouble;
  mails: MailsInTrouble;
  signatures_age?: number | null;
  storage: StorageView;
};

export type TokenView = {
  created_at: string;
  expires_at: string;
  id: string;
  last_used_at?: string | null;
  name: string;
  scopes: (string)[];
};

export type Tokens = {
  next_cursor?: string | null;
  tokens: (TokenView)[];
};

export type Told = AccessPage | OneClient;

export type TotpSetUp = {
  qr_svg: string;
  secret: string;
  uri: string;
};

export type Upload = {
  audience?: string | null;
  client?: string | null;
  description?: string | null;
  expires_at?: string | null;
  file: string;
  folder?: string | null;
  group?: string | null;
  label?: string | null;
  max_downloads?: number | null;
};

export type UploadEvent = {
  file_id?: string | null;
  id: string;
  offset: number;
  size?: number | null;
  state: string;
};

export type UploadVersion = {
  file: string;
};

export type UploadView = {
  expires_at: string;
  file?: FileView | null;
  id: string;
  offset: number;
  problem?: Problem | null;
  size?: number | null;
  state: string;
};

export type Uploaded = {
  file: FileView;
  message: string;
};

export type Uploader = {
  id: string;
  username: string;
};

export type UserView = {
  email: string;
  email_verified: boolean;
  id: string;
  role: string;
  username: string;
};

export type VersionView = {
  current: boolean;
  scan_status: string;
  sha256: string;
  size: number;
  uploaded_at: string;
  uploaded_by: Uploader;
  version: number;
};

export type Versions = {
  next_cursor?: string | null;
  versions: (VersionView)[];
};

export type Viewer = {
  email: string;
  id: string;
  username: string;
};

export type Wanted = {
  files: (string)[];
  name?: string | null;
};

// Written by `npm run spec` from the models of the API.

export interface OrderWorksheet {
  Order: Order
  LineItems: LineItem[]
  OrderPromotions: OrderPromotion[]
  Subscription: Subscription | null
  ShipEstimateResponse: ShipEstimateResponse | null
  OrderCalculateResponse: OrderCalculateResponse | null
  OrderSubmitResponse: OrderSubmitResponse | null
  OrderSubmitForApprovalResponse: OrderSubmitForApprovalResponse | null
  OrderApprovedResponse: OrderApprovedResponse | null
  SubscriptionIntegrationResponse: SubscriptionIntegrationResponse | null
}

export interface Order {
  ID: string | null
  FromUser: OrderUser | null
  FromCompanyID: string | null
  ToCompanyID: string | null
  FromUserID: string | null
  BillingAddressID: string | null
  BillingAddress: Address | null
  ShippingAddressID: string | null
  Comments: string | null
  LineItemCount: number
  Status: 'Unsubmitted' | 'AwaitingApproval' | 'Declined' | 'Open' | 'Completed' | 'Canceled'
  DateCreated: string | null
  DateSubmitted: string | null
  DateApproved: string | null
  DateDeclined: string | null
  DateCanceled: string | null
  DateCompleted: string | null
  LastUpdated: string | null
  Subtotal: number
  ShippingCost: number
  TaxCost: number
  Gratuity: number
  Fees: number
  PromotionDiscount: number
  BaseDiscount: number
  Currency: string | null
  Total: number
  IsSubmitted: boolean
  SubscriptionID: string | null
  xp: Record<string, unknown> | null
}

export interface LineItem {
  ID: string
  ProductID: string
  Quantity: number
  BundleItemID: string | null
  IsBundle: boolean
  DateAdded: string | null
  QuantityShipped: number
  UnitPrice: number | null
  PromotionDiscount: number
  BaseDiscount: number
  DiscountID: string | null
  LineTotal: number
  LineSubtotal: number
  CostCenter: string | null
  DateNeeded: string | null
  ShippingAccount: string | null
  ShippingAddressID: string | null
  ShipFromAddressID: string | null
  Product: LineItemProduct | null
  Variant: LineItemVariant | null
  ShippingAddress: Address | null
  ShipFromAddress: Address | null
  SupplierID: string | null
  InventoryRecordID: string | null
  PriceScheduleID: string | null
  IsOnSale: boolean
  PriceOverridden: boolean
  Specs: LineItemSpec[]
  IncomingOrderID: string | null
  OutgoingOrderID: string | null
  InvitationID: string | null
  xp: Record<string, unknown> | null
}

export interface OrderPromotion {
  Amount: number
  LineItemID: string | null
  AmountOverridden: boolean
  DateApplied: string | null
  ID: string
  LineItemLevel: boolean
  Code: string
  Name: string | null
  GeneratedCodeCount: number
  GeneratedCodeLength: number
  GeneratedCodePrefix: string | null
  RedemptionLimit: number | null
  RedemptionLimitPerUser: number | null
  RedemptionCount: number
  QuantityLimitPerOrder: number | null
  ItemLimitPerOrder: number | null
  ItemSortBy: string | null
  Description: string | null
  FinePrint: string | null
  StartDate: string | null
  ExpirationDate: string | null
  EligibleExpression: string
  ValueExpression: string | null
  CanCombine: boolean
  AllowAllBuyers: boolean
  OwnerID: string | null
  AutoApply: boolean
  Active: boolean
  UseIntegration: boolean
  Priority: number | null
  xp: Record<string, unknown> | null
}

export interface Subscription {
  ID: string
  Frequency: number
  Interval: 'Days' | 'Weeks' | 'Months'
  NextOrderDate: string
  LastOrderDate: string | null
  NotificationDate: string | null
  DateCreated: string | null
  EndDate: string | null
  Active: boolean
  FromCompanyID: string | null
  FromUserID: string | null
  ToCompanyID: string | null
  Payment: SubscriptionPayment | null
  BillingAddressID: string | null
  ShippingAddressID: string | null
  ProjectedSubtotal: number
  xp: Record<string, unknown> | null
}

export interface ShipEstimateResponse {
  ShipEstimates: ShipEstimate[]
  HttpStatusCode: number | null
  UnhandledErrorBody: string | null
  xp: Record<string, unknown> | null
  Succeeded: boolean
}

export interface OrderCalculateResponse {
  LineItemOverrides: LineItemOverride[]
  ShippingTotal: number | null
  TaxTotal: number | null
  FeeTotal: number | null
  HttpStatusCode: number | null
  UnhandledErrorBody: string | null
  xp: Record<string, unknown> | null
  Succeeded: boolean
}

export interface OrderSubmitResponse {
  HttpStatusCode: number | null
  UnhandledErrorBody: string | null
  xp: Record<string, unknown> | null
  Succeeded: boolean
}

export interface OrderSubmitForApprovalResponse {
  HttpStatusCode: number | null
  UnhandledErrorBody: string | null
  xp: Record<string, unknown> | null
  Succeeded: boolean
}

export interface OrderApprovedResponse {
  HttpStatusCode: number | null
  UnhandledErrorBody: string | null
  xp: Record<string, unknown> | null
  Succeeded: boolean
}

export interface SubscriptionIntegrationResponse {
  HttpStatusCode: number | null
  UnhandledErrorBody: string | null
  xp: Record<string, unknown> | null
  Succeeded: boolean
}

export interface OrderUser {
  ID: string
  CompanyID: string | null
  Username: string
  FirstName: string
  LastName: string
  Email: string
  Phone: string | null
  TermsAccepted: string | null
  Active: boolean
  xp: Record<string, unknown> | null
  AvailableRoles: string[] | null
  Locale: Locale | null
  DateCreated: string | null
  LastActive: string | null
  PasswordLastSetDate: string | null
}

export interface Address {
  ID: string | null
  DateCreated: string | null
  CompanyName: string | null
  FirstName: string | null
  LastName: string | null
  Street1: string
  Street2: string | null
  City: string
  State: string | null
  Zip: string | null
  Country: string
  Phone: string | null
  AddressName: string | null
  xp: Record<string, unknown> | null
}

export interface LineItemProduct {
  ID: string | null
  Name: string | null
  Description: string | null
  Returnable: boolean
  QuantityMultiplier: number
  ShipWeight: number | null
  ShipHeight: number | null
  ShipWidth: number | null
  ShipLength: number | null
  DefaultSupplierID: string | null
  ParentID: string | null
  xp: Record<string, unknown> | null
}

export interface LineItemVariant {
  ID: string | null
  Name: string | null
  Description: string | null
  ShipWeight: number | null
  ShipHeight: number | null
  ShipWidth: number | null
  ShipLength: number | null
  xp: Record<string, unknown> | null
}

export interface LineItemSpec {
  SpecID: string
  Name: string | null
  OptionID: string | null
  Value: string | null
  PriceMarkupType: 'NoMarkup' | 'AmountPerQuantity' | 'AmountTotal' | 'Percentage' | null
  PriceMarkup: number | null
}

export interface SubscriptionPayment {
  Type: 'PurchaseOrder' | 'CreditCard' | 'SpendingAccount' | null
  CreditCardID: string | null
  SpendingAccountID: string | null
}

export interface ShipEstimate {
  ID: string | null
  xp: Record<string, unknown> | null
  SelectedShipMethodID: string | null
  ShipEstimateItems: ShipEstimateItem[]
  ShipMethods: ShipMethod[]
}

export interface LineItemOverride {
  LineItemID: string
  UnitPrice: number | null
  Product: AdHocProduct | null
  PromotionOverrides: PromotionOverride[]
  InventoryRecordID: string | null
  Remove: boolean
}

export interface Locale {
  ID: string
  OwnerID: string | null
  Currency: string
  Language: string | null
}

export interface ShipEstimateItem {
  LineItemID: string | null
  Quantity: number
}

export interface ShipMethod {
  ID: string | null
  Name: string | null
  Cost: number
  EstimatedTransitDays: number
  xp: Record<string, unknown> | null
}

export interface AdHocProduct {
  ID: string | null
  Name: string | null
  Description: string | null
  QuantityMultiplier: number
  ShipWeight: number | null
  ShipHeight: number | null
  ShipWidth: number | null
  ShipLength: number | null
  DefaultSupplierID: string | null
  Returnable: boolean
  xp: Record<string, unknown> | null
}

export interface PromotionOverride {
  PromotionID: string
  Amount: number
}

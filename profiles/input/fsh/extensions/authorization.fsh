Extension: AuthorizationExtension
Id: authorization
Title: "Authorization"
Description: "The number of the authorization that a session is given under."
Context: Encounter
* value[x] 1..1
* value[x] only Identifier
